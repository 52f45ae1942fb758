{% extends "base.html" %}

{% block title %}{{ projectName }}{% endblock %}

{% block content %}
  <h1>{{ projectName }} runs</h1>
  <p>This page is <code>templates/home.html</code>. Edit it, and load the page again.</p>
  <p>The <a href="{% url 'news:articles' %}">news</a> come from the database.</p>
{% endblock %}
